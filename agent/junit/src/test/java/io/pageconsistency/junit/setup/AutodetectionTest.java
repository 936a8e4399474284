package io.pageconsistency.junit.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;

/** A configuration that keeps the extension from running must be reported. */
class AutodetectionTest {
    private static String leftOut(String... configured) {
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request();
        for (int i = 0; i < configured.length; i += 2) {
            request.configurationParameter(configured[i], configured[i + 1]);
        }
        return Autodetection.leftOut(request.build().getConfigurationParameters());
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "io.pageconsistency.junit.*", "some.other.*, io.*.PageConsistencyExtension"})
    void patternsThatMatchTheExtension(String patterns) {
        assertThat(leftOut(Autodetection.ENABLED, "true", Autodetection.INCLUDE, patterns)).isNull();
        assertThat(leftOut(Autodetection.ENABLED, "true", Autodetection.EXCLUDE, patterns))
                .isEqualTo(Autodetection.EXCLUDE + " is " + patterns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"some.other.*", "io.pageconsistency.junit", "io-pageconsistency*"})
    void patternsThatDoNot(String patterns) {
        assertThat(leftOut(Autodetection.ENABLED, "true", Autodetection.INCLUDE, patterns))
                .isEqualTo(Autodetection.INCLUDE + " is " + patterns);
        assertThat(leftOut(Autodetection.ENABLED, "true", Autodetection.EXCLUDE, patterns)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "no"})
    void whatSwitchesAllOff(String enabled) {
        assertThat(leftOut(Autodetection.ENABLED, enabled)).isEqualTo(Autodetection.ENABLED + " is false");
    }
}
