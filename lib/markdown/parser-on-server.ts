import type { Token } from "markdown-it";
import { tokensOf as parsedTokens } from "./parser";

// Where the code is already on the machine, the parser is always loaded.
export const tokensOf = (content: string): Token[] | null => parsedTokens(content);
export const isParserLoaded = () => true;
export const loadParser = async (): Promise<void> => {};
export const onParserLoaded = (_listener: () => void) => () => {};
