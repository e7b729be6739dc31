import { Pagination } from "antd";

interface PagerProps {
  page: number;
  pageSize: number;
  /** Of everything on all pages. */
  count: number;
  go: (page: number) => void;
  className?: string;
}

/** Leads through the pages of a list. Where one page has all, there is nothing to lead through. */
export function Pager({ page, pageSize, count, go, className }: PagerProps) {
  if (count <= pageSize) return null;
  return (
    <Pagination
      {...(className ? { className } : { align: "end" as const })}
      current={Math.min(page, Math.ceil(count / pageSize))}
      pageSize={pageSize}
      total={count}
      showSizeChanger={false}
      showLessItems
      onChange={go}
    />
  );
}
