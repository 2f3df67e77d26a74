import { expect, test } from "./fixtures";
import type { UserPage } from "./user-page";

test.setTimeout(120_000);

/** Makes bob a moderator of ada’s server. */
async function makeModerator(ada: UserPage, serverId: number, bob: UserPage): Promise<void> {
	const permissions = ["handle_reports", "manage_messages", "timeout_members"];
	const { role } = await ada.api.call<{ role: { id: number } }>("POST", `/api/servers/${serverId}/roles`, {
		name: "Moderator",
		permissions,
	});
	await ada.api.call("PUT", `/api/servers/${serverId}/members/${bob.username}/roles/${role.id}`);
}

const inMain = (person: UserPage, text: string | RegExp) => person.page.getByRole("main").getByText(text);
const toasts = (person: UserPage, text: string | RegExp) =>
	person.page.getByRole("region", { name: "Notifications" }).getByText(text);

test("a report reaches the moderators at once, its answer the member who sent it, and an appeal another moderator", async ({
	people,
}) => {
	const { ada, bob, cleo, eve, place } = await people.serverWith(["ada", "bob", "cleo", "eve"]);
	await makeModerator(ada, place.serverId, bob);
	await eve.api.sends(place.channel("general"), "Buy my maps");
	await bob.goto("/inbox");
	await expect(bob.tile(place.name)).toHaveAccessibleName(`${place.name}, unread`);
	await cleo.openChannel("general");

	await cleo.chooseFromMenu("Report…", "Buy my maps");
	const report = cleo.dialog("Report this message");
	await report.getByRole("button", { name: "Send report" }).click();
	await expect(report.getByText("Choose what’s wrong.")).toBeVisible();
	await report.getByText("Spam", { exact: true }).click();
	await report.getByLabel("Comment").fill("Third time today");
	await report.getByRole("button", { name: "Send report" }).click();
	await expect(cleo.dialog("Reported")).toContainText("The server’s moderators look at it.");
	await cleo.button("Done").click();

	// Without a reload, wherever the moderator is.
	await expect(bob.tile(place.name)).toHaveAccessibleName(`${place.name}, 1 report`);
	await expect(bob.page).toHaveTitle(/^\(1\) /);
	const queue = bob.page.getByRole("main").getByRole("link", { name: `${place.name} 1 report` });
	await expect(queue).toBeVisible();

	await cleo.chooseFromMenu("Report…", "Buy my maps");
	await report.getByText("Spam", { exact: true }).click();
	await report.getByRole("button", { name: "Send report" }).click();
	const again = cleo.dialog("You have already reported this");
	await again.getByRole("button", { name: "Block" }).click();
	await expect(again.getByRole("status")).toContainText(`${eve.displayName} is blocked.`);
	await again.getByRole("button", { name: "Done" }).click();
	await expect(cleo.message("A message from someone you blocked.")).toBeVisible();
	await eve.goto("/inbox");
	await ada.goto("/inbox");

	await queue.click();
	await expect(bob.heading("Reports")).toBeVisible();
});
