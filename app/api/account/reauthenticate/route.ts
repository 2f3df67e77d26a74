import * as authentication from "@/lib/auth/reauthenticate";
import { route } from "@/lib/http/route";

export const GET = route({}, ({ viewer, headers }) => authentication.ways(viewer, headers));
export const POST = route({ body: authentication.Reauthentication }, ({ viewer, body, address, headers }) =>
	authentication.reauthenticate(viewer, body, address, headers),
);
