import { AdminPage, adminMetadata } from "../admin-page";
import { ServersView } from "./servers-view";

export const generateMetadata = () => adminMetadata("servers");

export default function ServersPage() {
	return (
		<AdminPage title="servers">
			<ServersView />
		</AdminPage>
	);
}
