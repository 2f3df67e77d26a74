import { z } from "zod";
import { roles } from "@/db/schema";
import { type Permission, permissionNames } from "../auth/permissions";
import { AppError } from "../errors";
import { line } from "../text/schema";

const flag = z.boolean("Must be true or false.");
const colour = z.enum(roles.colour.enumValues, `Must be ${roles.colour.enumValues.join(", ")}, or null.`).nullable();

/** Permissions as names. An unknown name is refused, because it would permit nothing. */
export const permissions = z
	.array(z.enum(permissionNames as readonly [Permission, ...Permission[]], "Is not a permission."), "Must be a list.")
	.max(permissionNames.length, "Name each permission once.");

export const NewRole = z.strictObject({
	name: line(1, 50),
	colour: colour.default(null),
	permissions: permissions.default([]),
	hoist: flag.default(false),
	mentionable: flag.default(false),
	selfAssignable: flag.default(false),
});
export const RoleChange = z.strictObject({
	name: line(1, 50).optional(),
	colour: colour.optional(),
	permissions: permissions.optional(),
	hoist: flag.optional(),
	mentionable: flag.optional(),
	selfAssignable: flag.optional(),
});

export const nameTaken = (name: string) => new AppError("name_taken", `This server has a role “${name}” already.`);

/** `@here` mentions those who are online. `everyone` is the name of a role that every server has. */
export function refuseReservedName(name: string): void {
	if (name.toLowerCase() === "here") throw new AppError("name_taken", "@here mentions everybody who is online.");
}
