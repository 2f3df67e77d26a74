import { Secret, TOTP } from "otpauth";
import { seriousViolations } from "./accessible";
import { expect, test } from "./fixtures";

test("a user turns two-step verification on, signs in with the code or a recovery code, and signs other devices out", async ({
	people,
	app,
}) => {
	const ada = await people.signedIn("ada");
	await ada.goto("/settings/account");
	await ada.button("Set up").click();
	const setUp = ada.dialog("Set up two-step verification");
	await expect(setUp.getByAltText("QR code for your authenticator app")).toBeVisible();
	const key = (await setUp.locator("code").innerText()).replaceAll(" ", "");
	const code = (steps: number) =>
		new TOTP({ secret: Secret.fromBase32(key) }).generate({ timestamp: Date.now() + steps * 30_000 });
	const field = setUp.getByLabel("Code from the app");
	await field.fill("000000");
	await field.press("Enter");
	await expect(setUp.getByText("That isn’t the code that the app shows now.")).toBeVisible();
	await field.fill(code(-1));
	await field.press("Enter");
	const kept = ada.dialog("Your recovery codes");
	await expect(kept.getByRole("listitem")).toHaveCount(10);
	const [recovery = ""] = await kept.getByRole("listitem").allInnerTexts();
	await ada.page.emulateMedia({ media: "print" });
	await expect(kept.getByText(`Recovery codes of @${ada.username}`)).toBeVisible();
	await expect(ada.page.getByRole("main")).toBeHidden();
	await ada.page.emulateMedia({ media: "screen" });
	await kept.getByRole("button", { name: "I’ve kept them" }).click();
	await expect(ada.page.getByText("10 recovery codes are left.")).toBeVisible();
	// The button that opened the first dialog is gone.
	await expect(ada.button("New recovery codes")).toBeFocused();

	const cdp = await ada.context.newCDPSession(ada.page);
	await cdp.send("WebAuthn.enable");
	const device = { protocol: "ctap2", transport: "internal", hasResidentKey: true } as const;
	const person = { hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
	const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", { options: { ...device, ...person } });
	await ada.button("Add a passkey").click();
	await ada.dialog("Add a passkey").getByLabel("Name").fill("Laptop");
	await ada.page.keyboard.press("Enter");
	await ada.button("Rename Laptop").click();
	await ada.dialog("Rename passkey").getByLabel("Name").fill("Notebook");
	await ada.page.keyboard.press("Enter");
	await expect(ada.button("Remove Notebook")).toBeVisible();
	// Otherwise the device answers as soon as the sign-in page suggests its passkey.
	await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: false });

	const csrf = await fetch(`${app.url}/api/auth/csrf`);
	const { csrfToken } = (await csrf.json()) as { csrfToken: string };
	const refused = await fetch(`${app.url}/api/auth/callback/credentials`, {
		method: "POST",
		headers: {
			cookie: csrf.headers
				.getSetCookie()
				.map((line) => line.split(";")[0])
				.join("; "),
		},
		body: new URLSearchParams({ csrfToken, username: ada.username, password: "correct horse", json: "true" }),
	});
	expect(refused.status).toBe(401);
	expect(((await refused.json()) as { url: string }).url).toContain("error=SecondFactorRequired");
	expect(refused.headers.getSetCookie().join()).not.toContain("hearth.session");

	const phone = await people.signedOut("phone", { viewport: { width: 390, height: 844 } });
	const signIn = async () => {
		await phone.page.getByLabel("Username", { exact: true }).fill(ada.username);
		await phone.page.getByLabel("Password", { exact: true }).fill("correct horse");
		await phone.page.keyboard.press("Enter");
	};
	await phone.goto("/login?callbackUrl=/settings/devices");
	await signIn();
	const asked = phone.page.getByLabel("Code", { exact: true });
	await expect(asked).toBeFocused();
	await asked.fill("111 111");
	await expect(phone.page.getByText("That code doesn’t match.")).toBeVisible();
	expect(await seriousViolations(phone.page)).toEqual([]);
	await phone.button("Use a recovery code").click();
	await phone.page.getByLabel("Recovery code").fill(recovery);
	await phone.page.keyboard.press("Enter");
	await expect(phone.heading("Devices")).toBeVisible();
	expect(await seriousViolations(phone.page)).toEqual([]);

	await phone.waitUntilReady();
	await phone.button("Sign out all other devices").click();
	await phone.dialog("Sign out all other devices?").getByRole("button", { name: "Sign out all" }).click();
	await expect(phone.page.getByText("You aren’t signed in anywhere else.")).toBeVisible();
	await expect(ada.dialog("You’ve been signed out")).toBeVisible();
	await ada.goto("/login?callbackUrl=/settings/account");
	await ada.page.getByLabel("Username", { exact: true }).fill(ada.username);
	await ada.page.getByLabel("Password", { exact: true }).fill("correct horse");
	await ada.page.keyboard.press("Enter");
	// Six pasted digits are sent at once.
	await ada.page.getByLabel("Code", { exact: true }).fill(code(0));
	await expect(ada.page.getByText("9 recovery codes are left.")).toBeVisible();

	await ada.context.clearCookies();
	await cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled: true });
	await ada.goto("/login?callbackUrl=/settings/account");
	await expect(ada.page.getByText("Last used")).toBeVisible();
});
