import { z } from "zod";
import { id, nonce } from "../text/schema";
import { listOf, reasons, sanction } from "./input";

const maxAtOnce = 500;

const usernames = listOf(z.string("Must be a username."), maxAtOnce, "usernames").refine(
	(names) => new Set(names.map((name) => name.toLowerCase())).size === names.length,
	"Must name each user once.",
);

const actionIds = listOf(id, maxAtOnce, "ids").refine(
	(ids) => new Set(ids).size === ids.length,
	"Must name each action once.",
);

/** One sanction for many users. */
export const BulkActions = z.strictObject({ subjects: usernames, sanction, ...reasons, nonce: nonce.optional() });
export const BulkUndo = z.strictObject({ actionIds });
