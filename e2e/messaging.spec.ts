import { expect, test } from "./fixtures";
import { ServerFixture } from "./server-fixture";

test("a new user signs up, finds a server, joins it and talks with its members", async ({ people }) => {
	const ada = await people.signedIn("ada");
	const name = people.newName("Contour Club");
	const { categories } = await ada.api.call<{ categories: { id: number; slug: string }[] }>("GET", "/api/categories");
	const categoryId = categories.find(({ slug }) => slug === "outdoors")?.id;
	ada.place = await ServerFixture.madeBy(ada.api, name, { categoryId, description: "Maps, and where they lead." });
	await ada.openChannel("general");

	const bob = await people.signedOut("bob");
	await bob.goto("/");
	await bob.page.getByRole("main").getByRole("link", { name: "Create an account" }).click();
	await bob.page.getByLabel("Display name").fill("Bob");
	await bob.page.getByLabel("Username").fill(bob.username);
	await bob.page.getByLabel("Password", { exact: true }).fill("correct horse");
	await bob.button("Create account").click();
	await expect(bob.heading("Good to see you, Bob")).toBeVisible();

	await bob.tile("Explore servers").click();
	await bob.page
		.getByRole("navigation", { name: "Categories" })
		.getByRole("link", { name: /^Outdoors/ })
		.click();
	await expect(bob.page).toHaveURL(/\/explore\/outdoors$/);
	await expect(bob.link(name)).toBeVisible();
	await bob.page
		.getByRole("navigation", { name: "Categories" })
		.getByRole("link", { name: /^All servers/ })
		.click();
	await expect(bob.page).toHaveURL(/\/explore$/);
	// The address changes before the page: a field of the page before is replaced with its text.
	await expect(async () => {
		await bob.page.getByRole("searchbox", { name: "Search servers" }).fill("where they LEAD");
		await expect(bob.page).toHaveURL(/q=where/, { timeout: 3000 });
	}).toPass();
	await bob.page.getByRole("main").getByRole("link", { name }).click();
	await expect(bob.heading(name)).toBeVisible();
	await expect(bob.page.getByText("2 members")).toBeHidden();
	await bob.button(`Join ${name}`).click();
	await expect(bob.heading("general")).toBeVisible();
	await bob.waitUntilReady();

	await bob.send("Hello, I am new here");
	await ada.sees("Hello, I am new here");
	await ada.composer.pressSequentially("Welcome");
	await expect(bob.page.getByText("Ada is typing")).toBeVisible();
	await ada.composer.press("Enter");
	await bob.sees("Welcome");
	await expect(bob.page.getByText("Ada is typing")).toBeHidden();
	await bob.send("first line\nsecond line, see https://example.org/map?a=1&b=2.");
	await ada.sees("second line");
	await expect(ada.message("first line").getByRole("link")).toHaveAttribute("href", "https://example.org/map?a=1&b=2");
	expect(await ada.message("first line").innerText()).toContain("first line\nsecond line");

	const members = ada.page.getByRole("complementary", { name: "Members" });
	await expect(members.getByText("Bob", { exact: true })).toBeVisible();
	await expect(members.getByText("online").or(members.getByText("Online")).first()).toBeVisible();
});

test("rejects invalid sign-ups and sign-ins with the reason, and keeps the input", async ({ people }) => {
	const ada = await people.signedIn("ada");
	const eve = await people.signedOut("eve");
	await eve.goto("/register");
	await eve.button("Create account").click();
	await expect(eve.page.getByText("Enter your username.")).toBeVisible();
	await expect(eve.page.getByLabel("Username")).toBeFocused();
	await eve.page.getByLabel("Username").fill(ada.username.toUpperCase());
	await eve.page.getByLabel("Password", { exact: true }).fill("long enough");
	await eve.button("Create account").click();
	await expect(eve.page.getByText(/is taken\. Try/)).toBeVisible();
	const password = eve.page.getByLabel("Password", { exact: true });
	await expect(password).toHaveValue("long enough");
	await expect(password).toHaveAttribute("type", "password");
	await expect(password).toHaveAttribute("autocomplete", "new-password");

	await eve.goto("/login");
	await eve.page.getByLabel("Username").fill(ada.username);
	await eve.page.getByLabel("Password", { exact: true }).fill("not the horse");
	await eve.page.getByRole("main").getByRole("button", { name: "Sign in", exact: true }).click();
	await expect(eve.page.getByText("That username and password don’t match.")).toBeVisible();
	await expect(eve.page.getByLabel("Username")).toHaveValue(ada.username);
});
