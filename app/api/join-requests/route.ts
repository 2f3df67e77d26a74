import { route } from "@/lib/http/route";
import * as requests from "@/lib/join-requests/own";

export const GET = route({}, ({ viewer }) => requests.listOwn(viewer));
