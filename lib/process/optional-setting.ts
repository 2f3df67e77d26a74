import { z } from "zod";

const empty = z.literal("").transform(() => undefined);

/** A setting that may be missing; an empty one counts as missing. */
export const optional = <T extends z.ZodType>(type: T) => z.union([empty, type]).optional();
