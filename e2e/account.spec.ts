import { expect, test } from "./fixtures";
import { runAdmin } from "./run-admin";

test("a user without e-mail gets a new password through the operator's link, by keyboard, and changes it", async ({
	people,
	app,
}) => {
	const { ada } = await people.serverWith(["ada"]);
	await ada.openChannel("general");
	const phone = await people.signedOut("phone");
	await phone.goto("/login");
	await phone.link("Forgot your password?").press("Enter");
	await expect(phone.page.getByText("Ask the person who runs it for a link")).toBeVisible();

	const link = /\/reset#\S+/.exec(await runAdmin(app, "reset", ada.username))?.[0] ?? "";
	await phone.goto("/reset#token=expired");
	const password = phone.page.getByLabel("Password", { exact: true });
	await password.fill("a wholly new horse");
	await password.press("Enter");
	await expect(phone.page.getByText("This link doesn’t work any more")).toBeVisible();
	await phone.goto(link);
	await password.fill("password");
	await password.press("Enter");
	await expect(phone.page.getByText("Too easy to guess.")).toBeVisible();
	await password.fill("a wholly new horse");
	await password.press("Enter");
	await expect(phone.page.getByText(`Sign in as @${ada.username}`)).toBeVisible();
	await expect(ada.dialog("You’ve been signed out")).toBeVisible();

	await ada.goto("/login?callbackUrl=/settings/account");
	await ada.signIn("a wholly new horse");
	await ada.page.waitForURL(/\/settings\/account$/);
	await ada.waitUntilReady();
	const current = ada.page.getByLabel("Current password");
	await current.fill("wrong horse");
	await ada.page.getByLabel("New password").fill("yet another horse");
	await ada.button("Change password").click();
	await expect(ada.page.getByText("That password doesn’t match.")).toBeVisible();
	await current.fill("a wholly new horse");
	await current.press("Enter");
	await expect(ada.page.getByText("Password changed.")).toBeVisible();
});

test("a user changes their username, exports their data, deletes the account, and undoes it by signing in", async ({
	people,
}) => {
	// The first user is the administrator, and the only one of an instance cannot delete their account.
	const ada = await people.signedIn("ada");
	const bob = await people.signedIn("bob");
	await bob.goto("/settings/account");
	const { page } = bob;
	await bob.button("Change username").click();
	await page.getByLabel("New username").fill(ada.username);
	await page.keyboard.press("Enter");
	await expect(page.getByText("That username is taken.")).toBeVisible();
	await page.getByLabel("New username").fill(`${bob.username}_two`);
	await page.keyboard.press("Enter");
	await expect(page.getByText(`People mention you with @${bob.username}_two.`)).toBeVisible();

	await bob.button("Export my data").click();
	const [download] = await Promise.all([page.waitForEvent("download"), bob.link(/^Download/).click()]);
	expect(download.suggestedFilename()).toContain(`${bob.username}_two`);

	await bob.button("Delete account…").click();
	await expect(bob.dialog("Delete your account?").getByText("Your messages stay")).toBeVisible();
	await page.getByRole("switch", { name: "Also delete my messages" }).click();
	await expect(bob.dialog("Delete your account?").getByText("Your messages are deleted")).toBeVisible();
	await page.getByRole("button", { name: "Delete account", exact: true }).click();
	await expect(page.getByText("Your account will be deleted on")).toBeVisible();
	await page.setViewportSize({ width: 390, height: 844 });
	await page.getByLabel("Username").fill(`${bob.username}_two`);
	await page.getByLabel("Password", { exact: true }).fill("correct horse");
	await page.keyboard.press("Enter");
	await page.waitForURL((url) => url.pathname !== "/login");
	await bob.goto("/settings/account");
	await expect(bob.button("Delete account…")).toBeVisible();
});
