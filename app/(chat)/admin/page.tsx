import { AdminPage, adminMetadata } from "./admin-page";
import { HealthView } from "./health-view";

export const generateMetadata = () => adminMetadata("health");

export default function HealthPage() {
	return (
		<AdminPage title="health">
			<HealthView />
		</AdminPage>
	);
}
