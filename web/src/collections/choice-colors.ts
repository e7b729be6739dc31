/** The colours that a choice may be shown in, as the API names them. */
export const choiceColors = [
  "default",
  "red",
  "magenta",
  "volcano",
  "orange",
  "gold",
  "lime",
  "green",
  "cyan",
  "blue",
  "geekblue",
  "purple",
] as const;
