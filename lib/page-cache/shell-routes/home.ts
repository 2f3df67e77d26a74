import { homeInitialData } from "../../servers/home-page-data";
import type { ShellRoute } from "./shell-route";

/** The front page. */
export const homeRoute: ShellRoute = (url) => (url === "/" ? { url, ids: [], load: homeInitialData } : null);
