import { z } from "zod";

const empty = z.literal("").transform(() => undefined);

/** A setting that may be missing; an empty one counts as missing. */
export const optional = <T extends z.ZodType>(type: T) => z.union([empty, type]).optional();

export const url = (...protocols: string[]) =>
	z.string().refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), {
		message: `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(" or ")}`,
	});
