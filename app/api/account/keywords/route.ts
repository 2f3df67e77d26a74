import { route } from "@/lib/http/route";
import * as keywords from "@/lib/keywords/keywords";

export const GET = route({}, ({ viewer }) => keywords.mine(viewer));
export const PUT = route({ limit: "keywords", body: keywords.Keywords }, ({ viewer, body }) =>
	keywords.replace(viewer, body),
);
