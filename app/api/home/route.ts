import { route } from "@/lib/http/route";
import { loadHomePage } from "@/lib/servers/home-page-data";

export const GET = route({}, ({ viewer }) => loadHomePage(viewer));
