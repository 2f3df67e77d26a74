import { z } from "zod";
import { id } from "../text/schema";
import { reasons, sanction } from "./input";

const maxAtOnce = 500;

const usernames = z
	.array(z.string("Must be a username."), "Must be a list of usernames.")
	.min(1, `Must be 1–${maxAtOnce} usernames.`)
	.max(maxAtOnce, `Must be 1–${maxAtOnce} usernames.`)
	.refine(
		(names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
		"Must name each user once.",
	);

const actionIds = z
	.array(id, "Must be a list of ids.")
	.min(1, `Must be 1–${maxAtOnce} ids.`)
	.max(maxAtOnce, `Must be 1–${maxAtOnce} ids.`)
	.refine((ids) => new Set(ids).size === ids.length, "Must name each action once.");

/** One sanction for many users. */
export const BulkActions = z.strictObject({ subjects: usernames, sanction, ...reasons });
export const BulkUndo = z.strictObject({ actionIds });
