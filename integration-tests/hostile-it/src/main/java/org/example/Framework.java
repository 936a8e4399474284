package org.example;

import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Starts the OSGi framework of the class path with the bundles in its arguments, in order.
 *
 * <p>An argument that begins with {@code org.} is a property of the framework, {@code name=value}.
 */
public final class Framework {
    private Framework() {
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> properties = new HashMap<>();
        List<String> files = new ArrayList<>();
        for (String arg : args) {
            if (arg.startsWith("org.")) {
                properties.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
            } else {
                files.add(arg);
            }
        }
        properties.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        org.osgi.framework.launch.Framework framework =
                ServiceLoader.load(FrameworkFactory.class).iterator().next().newFramework(properties);
        framework.start();
        try {
            run(framework.getBundleContext(), files);
        } finally {
            framework.stop();
            framework.waitForStop(TimeUnit.MINUTES.toMillis(1));
        }
    }

    private static void run(BundleContext context, List<String> files) throws BundleException {
        List<Bundle> bundles = new ArrayList<>();
        for (String file : files) {
            bundles.add(context.installBundle(new File(file).toURI().toString()));
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }
}
