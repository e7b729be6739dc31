import { Pagination as Pages } from "antd";

interface PaginationProps {
  page: number;
  pageSize: number;
  count: number;
  go: (page: number) => void;
}

/** The numbers of the pages of a table or list. */
export function Pagination({ page, pageSize, count, go }: PaginationProps) {
  return <Pages current={page} pageSize={pageSize} total={count} showSizeChanger={false} showLessItems onChange={go} />;
}
