import { createHash, randomUUID } from "node:crypto";
import type { Role } from "@/lib/realtime/protocol";
import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";

test.describe.configure({ timeout: 120_000 });

test("an invite leads a visitor through registration to the rules, and a role into a conversation of its own", async ({
	people,
}) => {
	const { ada, cleo, place } = await people.serverWith(["ada", "cleo"]);
	const channelId = await place.opensChannel("surveyors", { private: true });
	const { role } = await ada.api.call<{ role: Role }>("POST", `/api${place.path}/roles`, { name: "Surveyor" });
	const overrides = `/api/channels/${channelId}/overrides`;
	const before = await ada.api.call<{ overrides: { roleId: number | null; allow: string[]; deny: string[] }[] }>(
		"GET",
		overrides,
	);
	await ada.api.call("PUT", overrides, {
		overrides: [
			...before.overrides.flatMap(({ roleId, allow, deny }) => (roleId ? { roleId, allow, deny } : [])),
			{ roleId: role.id, allow: ["view_channel"], deny: [] },
		],
	});
	await ada.api.call("PUT", `/api/roles/${role.id}/members`, { usernames: [cleo.username] });
	await ada.api.call("PATCH", `/api${place.path}`, {
		visibility: "private",
		joinRequirements: { rules: ["Be kind."] },
	});
	await place.opensChannel("field-trips");
	await ada.api.call<{ role: Role }>("POST", `/api${place.path}/roles`, { name: "Watercolour" });
	const bob = await people.signedOut("bob");
	await ada.context.grantPermissions(["clipboard-read", "clipboard-write"]);
	await ada.openChannel("field-trips");
	await ada.choose("Invite people", ada.serverMenu);
	const dialog = ada.dialog("Invite people");
	const copied = async () => {
		await dialog.getByRole("button", { name: "Copy" }).click();
		await expect(dialog.getByRole("button", { name: "Copied" })).toBeVisible();
		return ada.page.evaluate(() => navigator.clipboard.readText());
	};
	const plain = await copied();
	await dialog.getByRole("button", { name: "Show QR code" }).click();
	await expect(dialog.getByRole("img", { name: `QR code of the invite link to ${place.name}` })).toBeVisible();
	await dialog.getByRole("button", { name: "Hide QR code" }).click();

	// Another link, for him alone, to a channel and with a role.
	await dialog.getByRole("button", { name: "Edit link settings" }).click();
	await dialog.getByLabel("Uses").selectOption({ label: "5 uses" });
	await dialog.getByLabel("Starts in").selectOption({ label: "#field-trips" });
	await dialog.getByRole("button", { name: "Watercolour" }).click();
	const only = dialog.getByLabel("Only for these people");
	await only.fill(`@${bob.username}, no one!`);
	await expect(dialog.getByText("“one!” isn’t a username.")).toBeHidden();
	await only.press("Tab");
	await ada.page.keyboard.press("Enter");
	await expect(dialog.getByText("“one!” isn’t a username.")).toBeVisible();
	await expectAccessible(ada, "the settings of an invite link");
	await only.fill(`@${bob.username}`);
	await only.press("Tab");
	await ada.page.keyboard.press("Enter");
	await expect(dialog.getByText(`Only 1 person can join ${place.name} with this link.`)).toBeVisible();
	await expect(only).toHaveCount(0);
	await expect(dialog.getByRole("button", { name: "Copy" })).toBeFocused();
	const link = await copied();
	expect(link).not.toBe(plain);

	await bob.goto(new URL(link).pathname);
	await expect(bob.heading(place.name)).toBeVisible();
	await expect(bob.page.getByText("Be kind.")).toBeVisible();
	await expect(bob.page.getByText("You’ll start in field-trips")).toBeVisible();
	await expect(bob.page.getByText("Watercolour")).toHaveCount(0);
	await expect(bob.page.locator("meta[property='og:title']")).toHaveAttribute("content", new RegExp(place.name));
	await bob.link(`Join ${place.name}`).click();
	await expect(bob.page.getByText(`You were invited to ${place.name} by Ada.`)).toBeVisible();
	await bob.page.getByLabel("Display name").fill("Bob");
	await bob.page.getByLabel("Username").fill(bob.username);
	await bob.page.getByLabel("Password", { exact: true }).fill("correct horse");
	// The instance asks for work only now. The page does it by itself, and sends again as it was typed.
	const number = 4321;
	const salt = `${randomUUID()}.`;
	const hash = createHash("sha256").update(`${salt}${number}`).digest("hex");
	const challenge = { algorithm: "SHA-256", salt, hash, maxNumber: 100_000, signature: "signed" };
	const sent: { username: string; solution?: object }[] = [];
	await bob.page.route("**/api/account/challenge", (route) => route.fulfill({ json: { challenge } }));
	await bob.page.route("**/api/account", (route) => {
		if (route.request().method() !== "POST" || sent.push(route.request().postDataJSON()) > 1) return route.fallback();
		return route.fulfill({ status: 403, json: { error: { code: "challenge_required", message: "Work." } } });
	});
	await bob.button("Create account and join").click();

	await expect(bob.heading("field-trips")).toBeVisible();
	const solution = { salt, number, signature: "signed" };
	expect(sent.map(({ username, solution }) => [username, solution])).toEqual([
		[bob.username, undefined],
		[bob.username, solution],
	]);
	const rules = bob.page.getByRole("region", { name: `The rules of ${place.name}` });
	await expect(rules).toContainText("Be kind.");
	await rules.getByRole("button", { name: "Accept the rules" }).click();
	await expect(rules).toHaveCount(0);
	await expect(bob.composer).toBeFocused();
	await bob.send("Hello from the other side");
	await ada.page.keyboard.press("Escape");
	await ada.sees("Hello from the other side");

	// The role that he is given opens its channel at once.
	await cleo.openChannel("surveyors");
	await expect(bob.row(/^surveyors/)).toHaveCount(0);
	await ada.api.call("PUT", `/api/roles/${role.id}/members`, { usernames: [bob.username] });
	await bob.row(/^surveyors/).click();
	await expect(bob.heading("surveyors")).toBeVisible();
	await bob.send("Where is the map?");
	await cleo.sees("Where is the map?");
	await cleo.send("Under your thumb");
	await bob.sees("Under your thumb");

	// New rules interrupt what he writes, and give it back.
	await bob.composer.fill("half a thought");
	await ada.api.call("PATCH", `/api${place.path}`, {
		joinRequirements: { rules: ["Be kind.", "Be brief."] },
		askToAcceptAgain: true,
	});
	await expect(rules).toContainText("Be brief.");
	await expect(bob.composer).toBeHidden();
	await rules.getByRole("button", { name: "Accept the rules" }).click();
	await expect(bob.composer).toBeFocused();
	await expect(bob.composer).toHaveValue("half a thought");

	// The list says what each link allows, and names its maker only among those of others.
	await ada.goto(`${place.path}/settings/invites`);
	const row = ada.page.getByRole("listitem").filter({ hasText: link.slice(-12) });
	for (const fact of ["1 of 5 uses", "For 1 person", "field-trips", "Watercolour", "by Ada"])
		await expect(row).toContainText(fact);
	await expectAccessible(ada, "a list of invites");
	const { roles } = await ada.api.call<{ roles: Role[] }>("GET", `/api${place.path}/roles`);
	const everyone = roles.find((role) => role.everyone);
	const permissions = [...(everyone?.permissions ?? []), "create_invites"];
	await ada.api.call("PATCH", `/api/roles/${everyone?.id}`, { permissions });
	await bob.goto(`${place.path}/settings/invites`);
	await bob.button("Make a link").first().click();
	await expect(bob.dialog("Invite people").getByLabel("Invite link")).toBeVisible();
	await bob.page.keyboard.press("Escape");
	await expect(bob.page.getByText("Expires")).toBeVisible();
	await expect(bob.page.getByText("by Bob")).toHaveCount(0);
});

test("a user who needs approval asks with an answer, and the approval opens the server without a reload", async ({
	people,
}) => {
	const { ada, place } = await people.serverWith(["ada"]);
	await ada.api.call("PATCH", `/api${place.path}`, {
		joinRequirements: { approval: true, question: "What do you paint?", rules: ["Be kind."] },
	});
	await ada.openChannel("general");
	const cleo = await people.signedIn("cleo");
	await cleo.goto(`/explore?q=${encodeURIComponent(place.name)}`);
	const card = cleo.page.getByRole("article");
	const ask = card.getByRole("button", { name: "Ask to join" });
	await ask.click();
	const dialog = cleo.dialog(`Ask to join ${place.name}`);
	const answer = dialog.getByLabel("What do you paint?");
	await expect(answer).toBeFocused();
	const send = dialog.getByRole("button", { name: "Send request" });
	await send.press("Enter");
	await expect(dialog.getByText("Answer the question.")).toBeVisible();
	await expect(answer).toBeFocused();
	await answer.fill("Boats");
	await send.press("Enter");
	await expect(dialog.getByText("Accept the rules to go on.")).toBeVisible();
	await expectAccessible(cleo, "a request to join");
	await dialog.getByRole("checkbox", { name: "I accept the rules" }).press("Space");
	await send.press("Enter");
	await expect(dialog).toHaveCount(0);
	await cleo.choose("Withdraw request", card.getByRole("button", { name: "Request sent" }));
	await expect(ask).toBeVisible();

	await cleo.goto(place.path);
	await cleo.button("Ask to join").click();
	await answer.fill("Boats, on Sundays");
	await dialog.getByRole("checkbox", { name: "I accept the rules" }).check();
	await send.click();
	await expect(cleo.page.getByText("Request sent")).toBeVisible();

	await ada.page.getByRole("link", { name: "1 request to join", exact: true }).click();
	await expect(ada.heading("Requests")).toBeVisible();
	await expect(ada.page.getByRole("list", { name: "Waiting" })).toContainText("Boats, on Sundays");
	await ada.button("Approve Cleo").click();
	await expect(ada.page.getByText("No requests are waiting")).toBeVisible();
	await cleo.link(`Open ${place.name}`).click();
	await expect(cleo.heading("general")).toBeVisible();
	// The rules were accepted with the request.
	await cleo.send("Hello from a boat");
	await cleo.sees("Hello from a boat");
});
