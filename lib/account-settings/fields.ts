import { z } from "zod";
import { roles } from "@/db/schema";
import { locales } from "../locale";
import { id, line } from "../text/schema";

const maxServers = 1000;
const maxFolders = 100;

const choice = <const Value extends string>(...values: [Value, ...Value[]]) =>
	z.enum(values, `Must be ${values.join(", ")}.`).optional();
const flag = z.boolean("Must be true or false.").optional();

const RailFolder = z.strictObject({
	id: z
		.int()
		.min(1)
		.max(2 ** 31 - 1),
	name: line(0, 40),
	colour: z.enum(roles.colour.enumValues).nullable(),
	serverIds: z.array(id).min(1).max(maxServers),
});

const isDistinct = (ids: number[]) => new Set(ids).size === ids.length;

const Rail = z
	.array(z.union([id, RailFolder], "Must be ids of servers, and folders of them."), "Must be a list.")
	.max(maxServers, `Use ${maxServers} servers or fewer.`)
	.superRefine((rail, context) => {
		const refuse = (message: string) => context.addIssue({ code: "custom", message });
		const folders = rail.filter((item) => typeof item !== "number");
		const serverIds = rail.flatMap((item) => (typeof item === "number" ? item : item.serverIds));
		if (folders.length > maxFolders) refuse(`Use ${maxFolders} folders or fewer.`);
		if (serverIds.length > maxServers) refuse(`Use ${maxServers} servers or fewer.`);
		if (!isDistinct(folders.map((folder) => folder.id))) refuse("Each folder needs an id of its own.");
		if (!isDistinct(serverIds)) refuse("Name each server once.");
	});

/** The choices that follow a user to every device. A change names only the fields that change. */
export const AccountSettings = z.strictObject({
	theme: choice("system", "light", "dark"),
	density: choice("cosy", "compact"),
	textSize: choice("100", "87.5", "112.5", "125", "137.5", "150"),
	clock: choice("24", "12"),
	links: choice("underlined", "plain"),
	motion: choice("system", "reduced"),
	language: choice(...locales),
	letters: choice("on", "off"),
	sendWith: choice("enter", "mod"),
	announce: choice("all", "mentions", "off"),
	emojiTone: z.int("Must be 0 to 5.").min(0, "Must be 0 to 5.").max(5, "Must be 0 to 5.").optional(),
	notificationText: flag,
	notificationSound: flag,
	rail: Rail.optional(),
});
