package io.pageconsistency.ledger;

import io.pageconsistency.region.Region;

/**
 * Compares the record of a region with the books that its pool keeps itself, where these are known. What differs it reports to the
 * {@link Ledger#books() ledger}.
 */
@FunctionalInterface
public interface Auditor {
    /** Knows no books. */
    Auditor NONE = (region, sums) -> { };

    /** Asked by a scan, outside of all operations; takes no longer than some milliseconds. */
    void audit(Region region, Sums sums);

    /** What looking at several regions came to. For one thread. */
    final class Sums {
        private int audited;
        private int unread;
        private int mismatches;

        /** A region was compared with its books. */
        public void audited(int differences) {
            audited++;
            mismatches += differences;
        }

        /** The books of a region could not be read just then. */
        public void unread() {
            unread++;
        }

        int auditedRegions() {
            return audited;
        }

        int unreadRegions() {
            return unread;
        }

        int mismatches() {
            return mismatches;
        }
    }
}
