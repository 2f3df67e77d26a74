import { adminFileRoute, adminRoute } from "@/lib/admin/admin-route";
import { changeableSettings } from "@/lib/instance/settings";
import { removeInstanceIcon, setInstanceIcon } from "@/lib/pictures/instance-icon";
import { pictureForm } from "@/lib/pictures/pictures";

const limit = "administration";

export const PUT = adminFileRoute({ limit, form: pictureForm }, async ({ viewer, file }) => {
	await setInstanceIcon(viewer, file);
	return changeableSettings();
});
export const DELETE = adminRoute({ limit }, async ({ viewer }) => {
	await removeInstanceIcon(viewer);
	return changeableSettings();
});
