import type { SqlTag } from "@/db/sql-tag";

/*
 * Every table whose rows name files in the store is here, once: garbage collection deletes all other files, a backup
 * holds only these, and the doctor looks for them. A test finds a table with a column `key` that is missing here.
 */

/** The files that belong to the data of an instance: their keys, and whether a smaller picture is beside them. */
export const dataFiles = <Part>(sql: SqlTag<Part>) => sql`
	select key, has_thumbnail as "hasThumbnail" from attachments
	union all select key, false from preview_pictures
	union all select key, true from pictures
	union all select key, animated from emoji`;

/** Also exports, which an instance makes again. */
export const namedFiles = <Part>(sql: SqlTag<Part>) => sql`
	${dataFiles(sql)}
	union all select key, false from account_exports where key is not null`;
