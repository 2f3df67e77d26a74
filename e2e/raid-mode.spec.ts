import { expectAccessible } from "./accessible";
import { expect, test } from "./fixtures";

test.setTimeout(120_000);

test("the owner turns raid mode on with one press: nobody joins, newcomers only read, and both end with it", async ({
	people,
}) => {
	const { ada, bob, place } = await people.serverWith(["ada", "bob"]);
	const [raider, stranger] = await Promise.all([people.signedIn("raider"), people.signedIn("stranger")]);
	await ada.api.call("PUT", `/api/servers/${place.serverId}/raid-watch`, { action: "notify", joins: 2, minutes: 60 });
	await ada.page.setViewportSize({ width: 390, height: 844 });
	await ada.openChannel("general");
	await bob.openChannel("general");

	// The watch notices the join, which is the third in the hour.
	await raider.api.join(place.serverId);
	raider.place = place;
	await raider.openChannel("general");
	const banner = ada.page.locator("[data-raid-banner]");
	await expect(banner).toContainText(/\d people have joined since/);
	await expect(bob.page.locator("[data-raid-banner]")).toHaveCount(0);
	await expectAccessible(ada, "the banner of many joins at 390 px");
	await banner.getByRole("button", { name: "Raid mode, 1 hour" }).click();
	await expect(banner).toContainText(
		/Raid mode is on until .* Nobody can join\. Members who joined since .* can only read\./,
	);

	await expect(raider.page.getByText(/Raid mode is on until .* New members can read, but not write\./)).toBeVisible();
	await expect(raider.composer).toHaveCount(0);
	await stranger.goto(place.path);
	await stranger.button(/^Join /).click();
	await expect(stranger.page.getByText("This server is in raid mode: nobody can join until it ends.")).toBeVisible();

	// The owner selects the members who have joined since, and kicks them together.
	await banner.getByRole("link", { name: "See who joined" }).click();
	await ada.page.getByRole("checkbox", { name: `@${raider.username}` }).check();
	await ada.button("Kick").click();
	const kick = ada.dialog("Kick 1 member?");
	await kick.getByRole("button", { name: "Kick" }).click();
	await expect(raider.page.getByRole("main").getByText(/^You were removed from/)).toBeVisible();

	await ada.openChannel("general");
	await banner.getByRole("button", { name: "End now" }).click();
	await expect(banner).toHaveCount(0);
	await stranger.button("Try again").click();
	await expect(stranger.composer).toBeVisible();

	await ada.goto(`${place.path}/settings/joining`);
	await ada.page.getByRole("button", { name: "Raid mode, 1 hour" }).click();
	await expect(ada.page.getByRole("main").getByText(/Raid mode is on until/)).toBeVisible();
	await ada.page.getByLabel("Watch for raids").selectOption({ label: "Turn on raid mode" });
	await ada.page.getByLabel("Joins").fill("1");
	await ada.button("Save the watch").click();
	await expect(ada.page.getByLabel("Joins")).toHaveAccessibleDescription(/from 2 to 100/);
	await ada.page.getByLabel("Joins").fill("25");
	await ada.button("Save the watch").click();
	await expect(ada.button("Save the watch")).toHaveCount(0);
	await expectAccessible(ada, "the settings of raid mode at 390 px");
	await ada.page.reload();
	await expect(ada.page.getByLabel("Joins")).toHaveValue("25");
	await ada.goto(`${place.path}/settings/audit-log`);
	await expect(ada.page.getByRole("main").getByRole("listitem").first()).toContainText("Ada turned raid mode on");
});
