import { route } from "@/lib/http/route";
import * as usernames from "@/lib/users/change-username";

export const PUT = route({ limit: "accountChanges", body: usernames.UsernameChange }, ({ viewer, body, address }) =>
	usernames.change(viewer, body, address),
);
