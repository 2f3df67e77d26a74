/** The `sql` of Drizzle or of postgres.js, for fragments that both write. */
export type SqlTag<Part> = (strings: TemplateStringsArray, ...values: unknown[]) => Part;
