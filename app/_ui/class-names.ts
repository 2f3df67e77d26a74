/** Joins what is there: `classNames("a", on && "b")`. */
export const classNames = (...names: (string | false | null | undefined)[]) => names.filter(Boolean).join(" ");
