package io.pageconsistency.agent.output.mbean;

import io.pageconsistency.Violation;
import io.pageconsistency.ViolationFigures;

/** The last violation, in the short form for management tools. */
record LastViolation(String getKind, int getSequence, String getAllocator, int getRegionId, String getThread, long getEpochMillis,
        String getFingerprint, long getRepeat, String getExplanation, String getMemory) implements ViolationFigures {
    /** @return null if the violation is null */
    static LastViolation of(Violation violation) {
        return violation == null ? null : new LastViolation(violation.kind().name(), violation.sequence(),
                violation.allocator(), violation.regionId(), violation.thread(), violation.when().toEpochMilli(),
                violation.fingerprint(), violation.repeat(), violation.explanation(), violation.extent().toString());
    }
}
