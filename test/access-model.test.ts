import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const files = ["lib", "app/api", "db/functions"]
	.flatMap((root) => readdirSync(root, { recursive: true, encoding: "utf8" }).map((file) => `${root}/${file}`))
	.filter((file) => /\.(tsx?|sql)$/.test(file) && !/\.test\.tsx?$/.test(file) && !file.startsWith("lib/auth/"));

const user = String.raw`[\w.?$\{]*\b(?:creatorId|ownerId|creator_id|owner_id)\b\}?`;
const isPrivate = String.raw`[\w.?$\{]*\.private\b\}?`;
/** A comparison with an owner or creator, or a condition on whether a channel is private. */
const decides = [
	`${user}\\s*(?:[!=]==|<>|=\\s*[\\w$({]|(?:not )?in \\()`,
	`(?:[!=]==|<>|[^=:>]=)\\s*${user}`,
	String.raw`\b(?:eq|ne)\)?\([^)]*\b(?:creatorId|ownerId)\b`,
	`(?:\\b(?:not|and|or|if|when|where)\\b[ (]*|!|&&|\\|\\|)\\s*${isPrivate}`,
	`${isPrivate}\\s*(?:\\? |&&|\\|\\||[!=]==|=|<>|and\\b|or\\b|then\\b)`,
].map((pattern) => new RegExp(pattern, "i"));

/** The code outside lib/auth that does so, each with the reason why it decides about no member's access. */
const allowed: Record<string, string> = {
	"db/functions/channel_bits.sql": "the model itself",
	"db/functions/read_only_reason.sql": "says why the model refuses",
	"db/functions/refresh_channels.sql": "keeps the column",
	"db/functions/server_bits.sql": "the model itself",
	"lib/account-deletion/erase-account.ts": "a server is never left without an owner",
	"lib/account-deletion/request.ts": "tells users which servers they own",
	"lib/account-export/sections.ts": "tells users which servers they own",
	"lib/admin/server-actions.ts": "hands a server over to a member; repeating it changes nothing",
	"lib/admin/servers.ts": "tells administrators who owns a server",
	"lib/cases/details.ts": "tells moderators whether the reported member owns the server",
	"lib/channels/channels.ts": "finds the channel of a repeated request, and makes a channel private",
	"lib/doctor/invariants.ts": "compares what the model has computed with what it would compute",
	"lib/emoji/select-emoji.ts": "names the member who has added an emoji",
	"lib/import/target-server.ts": "finds the server that its owner imports into",
	"lib/invites/end.ts": "the maker of an invite may end it",
	"lib/invites/list.ts": "lists a member's own invites, and names their makers",
	"lib/invites/preview.ts": "names a channel only if @everyone may view it; reads whether the maker is still a member",
	"lib/invites/load.ts": "asks the model for the permissions of the maker of an invite",
	"lib/registration/codes.ts": "names the administrator who made a code",
	"lib/invites/uses.ts": "the owner ranks above all roles",
	"lib/moderation/subject.ts": "the owner ranks above all members",
	"lib/overrides/subjects.ts": "the owner ranks above all members",
	"lib/roles/lock.ts": "the owner ranks above all roles",
	"lib/roles/permissions-of.ts": "tells the explanation of permissions who is the owner",
	"lib/roles/preview.ts": "the owner ranks above all members",
	"lib/roles/lock-targets.ts": "the owner ranks above all members",
	"lib/servers/change-server.ts": "a welcome channel is one that @everyone may view",
	"lib/servers/columns.ts": "the owner need not accept the rules",
	"lib/servers/membership-batch.ts": "reads the name of the owner, which a new member's may not resemble",
	"lib/servers/membership.ts": "tells the owner apart in lists; an owner cannot leave",
	"lib/servers/member-list.ts": "lists the owner, and marks them in the list",
	"lib/servers/rules.ts": "the owner need not accept the rules",
	"lib/servers/server-creation.ts": "counts the servers that a user owns",
	"lib/servers/transfer.ts": "the heir is not the owner already",
	"lib/servers/servers.ts":
		"an outsider sees the channels that @everyone may view; finds the server of a repeated request",
	"lib/text/confusables.ts": "refuses names that look like that of an owner",
	"lib/users/profiles.ts": "shows who owns a server",
};

/** The lines of a source that decide, without comments. */
const decisions = (source: string): string[] =>
	source
		.split("\n")
		.filter((line) => !/^\s*(?:\/\/|\*|\/\*|--)/.test(line) && decides.some((pattern) => pattern.test(line)))
		.map((line) => line.trim());

test("the search for decisions finds the usual ways to write one, and no mere mention", () => {
	for (const line of [
		"if (channel.creatorId === viewer.id) return true;",
		"where(eq(servers.ownerId, viewer.id))",
		"(not c.private or c.creator_id = any (ids))",
		"and j.user_id in (c.creator_id, s.owner_id) or s.owner_id = j.user_id",
		"const crowd = channel.private ? 2 : memberCount;",
		"CASE WHEN v_channel.private THEN 2 END",
	])
		assert.equal(decisions(line).length, 1, line);
	for (const line of [
		"ownerId: servers.ownerId,",
		"private: channels.private,",
		"// creatorId === viewer.id",
		"s.owner_id as x",
	])
		assert.deepEqual(decisions(line), []);
});

test("only the model of access decides by owner, creator or privacy; other code asks it for permissions", () => {
	const found = files.flatMap((file) =>
		decisions(readFileSync(file, "utf8")).flatMap((line) => (file in allowed ? [] : [`${file}: ${line}`])),
	);
	assert.deepEqual(found, []);
});

test("every exception is still one", () => {
	for (const file of Object.keys(allowed))
		assert.notDeepEqual(decisions(readFileSync(file, "utf8")), [], `${file} is not an exception any more`);
});
