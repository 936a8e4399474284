package io.pageconsistency.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/**
 * Violations do not fail this test, or this class and its tests.
 *
 * <p>They are still printed, and the report of the test says how many were ignored and why. If violations are thrown, a
 * {@link io.pageconsistency.PageConsistencyError} may leave the test method. Such a test or class never runs in parallel with
 * others, so that only its own violations are ignored.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(Resources.GLOBAL)
public @interface IgnoreViolations {
    /** The reason, for later readers and for the report. */
    String value();
}
