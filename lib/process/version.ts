import about from "../../package.json";

/** The version of Hearth, as in its changelog. */
export const version: string = about.version;
