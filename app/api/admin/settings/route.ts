import { adminRoute } from "@/lib/admin/admin-route";
import { changeSettings } from "@/lib/instance/change-settings";
import { SettingsChange } from "@/lib/instance/fields";
import { changeableSettings } from "@/lib/instance/settings";

export const GET = adminRoute({}, () => changeableSettings());
export const PATCH = adminRoute({ body: SettingsChange }, async ({ viewer, body }) => {
	await changeSettings(viewer, body);
	return changeableSettings();
});
