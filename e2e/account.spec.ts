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
	const current = ada.page.getByLabel("Current password");
	await current.fill("wrong horse");
	await ada.page.getByLabel("New password").fill("yet another horse");
	await ada.button("Change password").click();
	await expect(ada.page.getByText("That password doesn’t match.")).toBeVisible();
	await current.fill("a wholly new horse");
	await current.press("Enter");
	await expect(ada.page.getByText("Password changed.")).toBeVisible();
});
