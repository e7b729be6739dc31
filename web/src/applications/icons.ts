import BankOutlined from "@ant-design/icons/es/icons/BankOutlined";
import BarChartOutlined from "@ant-design/icons/es/icons/BarChartOutlined";
import BellOutlined from "@ant-design/icons/es/icons/BellOutlined";
import BookOutlined from "@ant-design/icons/es/icons/BookOutlined";
import CalendarOutlined from "@ant-design/icons/es/icons/CalendarOutlined";
import CarOutlined from "@ant-design/icons/es/icons/CarOutlined";
import CheckOutlined from "@ant-design/icons/es/icons/CheckOutlined";
import ContainerOutlined from "@ant-design/icons/es/icons/ContainerOutlined";
import DashboardOutlined from "@ant-design/icons/es/icons/DashboardOutlined";
import DeleteOutlined from "@ant-design/icons/es/icons/DeleteOutlined";
import EditOutlined from "@ant-design/icons/es/icons/EditOutlined";
import EnvironmentOutlined from "@ant-design/icons/es/icons/EnvironmentOutlined";
import EuroOutlined from "@ant-design/icons/es/icons/EuroOutlined";
import EyeOutlined from "@ant-design/icons/es/icons/EyeOutlined";
import FileTextOutlined from "@ant-design/icons/es/icons/FileTextOutlined";
import FlagOutlined from "@ant-design/icons/es/icons/FlagOutlined";
import FolderOutlined from "@ant-design/icons/es/icons/FolderOutlined";
import GiftOutlined from "@ant-design/icons/es/icons/GiftOutlined";
import HomeOutlined from "@ant-design/icons/es/icons/HomeOutlined";
import InboxOutlined from "@ant-design/icons/es/icons/InboxOutlined";
import LinkOutlined from "@ant-design/icons/es/icons/LinkOutlined";
import MailOutlined from "@ant-design/icons/es/icons/MailOutlined";
import MedicineBoxOutlined from "@ant-design/icons/es/icons/MedicineBoxOutlined";
import PhoneOutlined from "@ant-design/icons/es/icons/PhoneOutlined";
import PlayCircleOutlined from "@ant-design/icons/es/icons/PlayCircleOutlined";
import PlusOutlined from "@ant-design/icons/es/icons/PlusOutlined";
import ProjectOutlined from "@ant-design/icons/es/icons/ProjectOutlined";
import SaveOutlined from "@ant-design/icons/es/icons/SaveOutlined";
import SendOutlined from "@ant-design/icons/es/icons/SendOutlined";
import SettingOutlined from "@ant-design/icons/es/icons/SettingOutlined";
import ShopOutlined from "@ant-design/icons/es/icons/ShopOutlined";
import ShoppingCartOutlined from "@ant-design/icons/es/icons/ShoppingCartOutlined";
import StarOutlined from "@ant-design/icons/es/icons/StarOutlined";
import TableOutlined from "@ant-design/icons/es/icons/TableOutlined";
import TagOutlined from "@ant-design/icons/es/icons/TagOutlined";
import TeamOutlined from "@ant-design/icons/es/icons/TeamOutlined";
import ToolOutlined from "@ant-design/icons/es/icons/ToolOutlined";
import UserOutlined from "@ant-design/icons/es/icons/UserOutlined";
import WalletOutlined from "@ant-design/icons/es/icons/WalletOutlined";
import type { ComponentType } from "react";

/** The icons that applications, menu entries and buttons may have, by the names under which they are stored. */
export const icons = {
  bank: BankOutlined,
  bell: BellOutlined,
  book: BookOutlined,
  box: InboxOutlined,
  calendar: CalendarOutlined,
  car: CarOutlined,
  cart: ShoppingCartOutlined,
  chart: BarChartOutlined,
  check: CheckOutlined,
  dashboard: DashboardOutlined,
  delete: DeleteOutlined,
  edit: EditOutlined,
  euro: EuroOutlined,
  eye: EyeOutlined,
  file: FileTextOutlined,
  flag: FlagOutlined,
  folder: FolderOutlined,
  gift: GiftOutlined,
  home: HomeOutlined,
  link: LinkOutlined,
  list: ContainerOutlined,
  mail: MailOutlined,
  medicine: MedicineBoxOutlined,
  phone: PhoneOutlined,
  place: EnvironmentOutlined,
  play: PlayCircleOutlined,
  plus: PlusOutlined,
  project: ProjectOutlined,
  save: SaveOutlined,
  send: SendOutlined,
  settings: SettingOutlined,
  shop: ShopOutlined,
  star: StarOutlined,
  table: TableOutlined,
  tag: TagOutlined,
  team: TeamOutlined,
  tool: ToolOutlined,
  user: UserOutlined,
  wallet: WalletOutlined,
} as const satisfies Record<string, ComponentType>;

export type IconName = keyof typeof icons;

/** The names of icons, in the order in which they are offered. */
export const iconNames = Object.keys(icons) as IconName[];

/** The icon of a name; undefined for none, and for one that is not known here. */
export function iconOf(name: string | null | undefined): ComponentType<{ "aria-hidden"?: boolean }> | undefined {
  return name && Object.hasOwn(icons, name) ? icons[name as IconName] : undefined;
}
