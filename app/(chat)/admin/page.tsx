import { AdminPage, adminMetadata } from "./admin-page";
import { HealthView } from "./health-view";

export const generateMetadata = () => adminMetadata("health");

export default function HealthPage() {
	return (
		<AdminPage title="health" isWide>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: it has no controls, and keys scroll only what has the focus. */}
			<div tabIndex={0} className="ring-inward min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
				<div className="max-w-180 px-7 pt-6 pb-8 max-md:px-4 max-md:pt-4">
					<HealthView />
				</div>
			</div>
		</AdminPage>
	);
}
