import { createElement } from "react";
import { isolated, readsFromRight } from "@/lib/markdown/isolated";

type Values = Record<string, unknown>;
type Formatting = (key: string, values?: Values, ...rest: unknown[]) => unknown;
type Translator = Formatting & { rich: Formatting; markup: Formatting; raw: unknown; has: unknown };

const inStrings = (value: unknown) => (typeof value === "string" ? isolated(value) : value);

const inMarkup = (value: unknown, name: string) =>
	typeof value === "string" && readsFromRight(value) ? createElement("bdi", { key: name }, value) : inStrings(value);

const withEach =
	(format: Formatting, change: (value: unknown, name: string) => unknown): Formatting =>
	(key, values, ...rest) =>
		format(
			key,
			values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)])),
			...rest,
		);

const made = new WeakMap<object, unknown>();

/**
 * A translator whose sentences keep their direction whatever names they contain: in markup by `bdi`, otherwise by
 * Unicode isolates.
 */
export function isolating<T extends object>(translator: T): T {
	const known = made.get(translator);
	if (known) return known as T;
	const t = translator as unknown as Translator;
	const held = Object.assign(withEach(t, inStrings), {
		rich: withEach(t.rich, inMarkup),
		markup: withEach(t.markup, inStrings),
		raw: t.raw,
		has: t.has,
	});
	made.set(translator, held);
	return held as unknown as T;
}
