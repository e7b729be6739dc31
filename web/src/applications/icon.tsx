import AppstoreOutlined from "@ant-design/icons/es/icons/AppstoreOutlined";
import { iconOf } from "./icons";

/** The icon of an application, or the one of all that have none. A file of its own: all icons come with it. */
export default function ApplicationIcon({ name }: { name: string | null }) {
  const Icon = iconOf(name) ?? AppstoreOutlined;
  return <Icon aria-hidden />;
}
