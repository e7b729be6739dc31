import { type ComponentType, lazy, Suspense } from "react";
import { type Area, loadTexts } from "../app/i18n";
import { Loading } from "../ui/states";

/** The texts that the parts of this area show: their own, and those of the inputs for records. */
const areas: readonly Area[] = ["steps", "records"];

/** A component that comes with its texts, so that whoever uses it need not know which. */
export function withTexts<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  const Part = lazy(async () => {
    const [part] = await Promise.all([load(), ...areas.map(loadTexts)]);
    return part;
  }) as unknown as ComponentType<P>;
  return function WithTexts(props: P) {
    return (
      <Suspense fallback={<Loading />}>
        <Part {...props} />
      </Suspense>
    );
  };
}
