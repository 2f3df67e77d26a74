import { AdminPage, adminMetadata } from "../admin-page";
import { BackupsView } from "./backups-view";

export const generateMetadata = () => adminMetadata("backups");

export default function BackupsPage() {
	return (
		<AdminPage title="backups">
			<BackupsView />
		</AdminPage>
	);
}
