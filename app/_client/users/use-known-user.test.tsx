import assert from "node:assert/strict";
import { test } from "node:test";
import { renderToStaticMarkup } from "react-dom/server";
import { IntlProvider } from "use-intl/react";
import ko from "../../../locales/ko.json";
import { useKnownUser, useName } from "./use-known-user";

function Names({ displayName, nickname }: { displayName: string; nickname?: string }) {
	const person = { id: 1, displayName, avatarUrl: null, ...(nickname !== undefined && { nickname }) };
	return (
		<>
			{useKnownUser(person).displayName}, {useName(person)}
		</>
	);
}

const shown = (person: { displayName: string; nickname?: string }) =>
	renderToStaticMarkup(
		<IntlProvider locale="ko" timeZone="UTC" messages={ko}>
			<Names {...person} />
		</IntlProvider>,
	);

test("a deleted account has its name in the language of the viewer, and everybody else their own", () => {
	const { deletedAccount } = ko.common;
	assert.equal(shown({ displayName: "Deleted account" }), `${deletedAccount}, ${deletedAccount}`);
	assert.equal(shown({ displayName: "Ada" }), "Ada, Ada");
});
