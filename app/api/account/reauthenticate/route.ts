import * as authentication from "@/lib/auth/recent-authentication";
import { route } from "@/lib/http/route";

export const POST = route({ body: authentication.Reauthentication }, ({ viewer, body, address }) =>
	authentication.reauthenticate(viewer, body, address),
);
