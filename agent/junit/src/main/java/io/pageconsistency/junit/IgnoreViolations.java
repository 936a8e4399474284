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
 * Violations do not fail this test, or this class with all its tests.
 *
 * <p>They are printed as ever, and the report of the test says how many were ignored, and why. Where they are thrown, a
 * {@link io.pageconsistency.PageConsistencyError} that leaves a test method is no failure. Such a test, or class, never
 * runs beside others, so that what is ignored is its own.
 */
@Documented
@Inherited
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ResourceLock(Resources.GLOBAL)
public @interface IgnoreViolations {
    /** Why; for whoever comes across it later. */
    String value();
}
