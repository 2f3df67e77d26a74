import { adminRoute } from "@/lib/admin/admin-route";
import { changeSettings } from "@/lib/instance/change-settings";
import { SettingsChange } from "@/lib/instance/fields";
import { instanceSettings } from "@/lib/instance/settings";

export const GET = adminRoute({}, () => ({ settings: instanceSettings() }));
export const PATCH = adminRoute({ body: SettingsChange }, ({ viewer, body }) => changeSettings(viewer, body));
