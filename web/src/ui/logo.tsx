import "./logo.css";

/** The mark of the product: what is done, and what follows. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" />
      <path d="M7 16h10m-4-6 6 6-6 6" />
      <circle cx="24.5" cy="16" r="2.5" />
    </svg>
  );
}
