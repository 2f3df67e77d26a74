import { z } from "zod";
import { isStorable } from "./text/schema";

/** The end of a page: the sort key, and the id that breaks ties. Opaque to clients. */
export const cursorOf = (key: string, id: number) => Buffer.from(JSON.stringify([key, id])).toString("base64url");

/** Whether the key of a cursor is a day as PostgreSQL has it; `-infinity` is before every other. */
export const isDay = (key: string): boolean =>
	key === "-infinity" || z.iso.date().safeParse(key).data?.startsWith("0000") === false;

const place = z.tuple([z.string().max(400).refine(isStorable), z.int().positive()]);

export const cursor = z
	.string()
	.max(1000)
	.transform((text, context): [key: string, id: number] => {
		try {
			const parsed = place.safeParse(JSON.parse(Buffer.from(text, "base64url").toString()));
			if (parsed.success) return parsed.data;
		} catch {
			// Not JSON, so not a valid cursor.
		}
		context.addIssue({ code: "custom", message: "Is not a cursor of this list." });
		return z.NEVER;
	});
