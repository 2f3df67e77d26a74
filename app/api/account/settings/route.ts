import { change } from "@/lib/account-settings/account-settings";
import { AccountSettings } from "@/lib/account-settings/fields";
import { settingsOf } from "@/lib/account-settings/load-settings";
import { route } from "@/lib/http/route";

export const GET = route({}, ({ viewer }) => settingsOf(viewer));
export const PUT = route({ limit: "accountSettings", body: AccountSettings }, ({ viewer, body }) =>
	change(viewer, body),
);
