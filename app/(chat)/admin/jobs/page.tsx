import { AdminPage, adminMetadata } from "../admin-page";
import { JobsView } from "./jobs-view";

export const generateMetadata = () => adminMetadata("jobs");

export default function JobsPage() {
	return (
		<AdminPage title="jobs">
			<JobsView />
		</AdminPage>
	);
}
