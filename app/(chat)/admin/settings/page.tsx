import { AdminPage, adminMetadata } from "../admin-page";
import { InstanceSettingsView } from "./instance-settings-view";

export const generateMetadata = () => adminMetadata("settings");

export default function SettingsPage() {
	return (
		<AdminPage title="settings">
			<InstanceSettingsView />
		</AdminPage>
	);
}
