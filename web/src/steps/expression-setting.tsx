import type { ControlProps } from "./control-props";
import { ExpressionInput } from "./expression-input";

/** An expression, in the engine that stands beside it in the configuration. */
export default function ExpressionSetting(props: ControlProps) {
  const { value, onChange, siblings, object, labelId, describedBy, invalid } = props;
  const engine = String(siblings.engine ?? object.properties?.engine?.default ?? "math.js");
  return (
    <ExpressionInput
      engine={engine}
      value={typeof value === "string" ? value : ""}
      onChange={(text) => onChange(text || undefined)}
      labelId={labelId}
      describedBy={describedBy}
      invalid={invalid}
    />
  );
}
