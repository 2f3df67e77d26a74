import compile from "icu-minify/compile";

type Tree = { readonly [key: string]: string | Tree };

/** Without the compiler's objects that have no prototype: React does not send them to the browser. */
const plain = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value));

/**
 * Compiles the messages of a catalogue, so that neither the browser nor a rendering server parses them. The bundler
 * replaces use-intl's formatter by the one for compiled messages (next.config.mjs).
 */
export function compileMessages<Catalogue extends Tree>(catalogue: Catalogue): Catalogue {
	return Object.fromEntries(
		Object.entries(catalogue).map(([key, value]) => [
			key,
			typeof value === "string" ? plain(compile(value)) : compileMessages(value),
		]),
	) as Catalogue;
}
